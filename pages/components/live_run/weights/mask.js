// @ts-check
// The picture of a mask. Each cell is one pixel, and one empty pixel separates two tiles. The browser enlarges the pixels.

/** @import { Picture } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { formatPercent } from "../words/numbers.js";

const MAX_PIXELS_PER_CELL = 12;
const MAX_HEIGHT = 440;
const MIN_OPACITY = 28; // the maximum is 255. Above 0, so that a cell without kept weights is visible

/** @typedef {{ tiles: number, rows: number, columns: number }} Sheet */

/**
 * Draw the mask on a canvas that is at most `width` pixels wide. Return a description of the picture.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {{ picture: Picture, keptFraction: number, colour: string, width: number }} parts
 */
export function drawMask(canvas, { picture, keptFraction, colour, width }) {
  const levels = Uint8Array.from(atob(picture.levels), (letter) => letter.charCodeAt(0));
  const maxLevel = Math.max(
    1,
    levels.reduce((highest, level) => Math.max(highest, level), 0),
  );
  const sheet = sheetOf(picture);
  const tilesInRow = tilesPerRow(sheet, width);
  canvas.width = tilesInRow * (sheet.columns + 1) - 1;
  canvas.height = Math.ceil(sheet.tiles / tilesInRow) * (sheet.rows + 1) - 1;
  paint(canvas, { levels, maxLevel, sheet, tilesInRow, rgb: readRgb(canvas, colour) });
  const largestScale = Math.min(Math.floor(width / canvas.width), Math.floor(MAX_HEIGHT / canvas.height));
  canvas.style.width = `${canvas.width * Math.max(1, Math.min(MAX_PIXELS_PER_CELL, largestScale))}px`;
  const description = gettext(
    "{layer} keeps {kept} of its weights. {arrangement} Faint cell: all weights are pruned. Strong cell: {strongest} of the weights are kept.",
    {
      layer: picture.layer,
      kept: formatPercent(keptFraction, 1),
      arrangement: describeArrangement(picture),
      strongest: formatPercent(maxLevel / 255, 0),
    },
  );
  canvas.setAttribute("aria-label", description);
  return description;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{ levels: Uint8Array, maxLevel: number, sheet: Sheet, tilesInRow: number, rgb: number[] }} parts
 */
function paint(canvas, { levels, maxLevel, sheet: { rows, columns }, tilesInRow, rgb }) {
  const image = new ImageData(canvas.width, canvas.height);
  const cells = rows * columns;
  levels.forEach((level, index) => {
    const tile = Math.floor(index / cells);
    const row = Math.floor((index % cells) / columns) + Math.floor(tile / tilesInRow) * (rows + 1);
    const column = (index % columns) + (tile % tilesInRow) * (columns + 1);
    const opacity = MIN_OPACITY + Math.round((level * (255 - MIN_OPACITY)) / maxLevel);
    image.data.set([...rgb, opacity], 4 * (row * canvas.width + column));
  });
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}

/** @param {Picture} picture */
function describeArrangement({ tiles, rows, columns }) {
  const { tiles: strips } = sheetOf({ tiles, rows, columns });
  if (tiles > 1) {
    return gettext(
      "{tiles} tiles of {rows} × {columns} cells, one tile for each channel. The colour of a cell is the fraction of its weights that are kept.",
      { tiles, rows, columns },
    );
  }
  return strips > 1
    ? gettext(
        "{rows} × {columns} cells in {strips} strips. The colour of a cell is the fraction of its weights that are kept.",
        {
          rows,
          columns,
          strips,
        },
      )
    : gettext("{rows} × {columns} cells. The colour of a cell is the fraction of its weights that are kept.", {
        rows,
        columns,
      });
}

/**
 * The arrangement of the tiles. If there is only one tile, and it is long and narrow, it is divided into strips.
 *
 * @param {Sheet} sheet
 * @returns {Sheet}
 */
function sheetOf({ tiles, rows, columns }) {
  const strips = tiles === 1 ? Math.max(1, Math.round(Math.sqrt(rows / (columns + 1)))) : 1;
  return strips > 1 ? { tiles: strips, rows: Math.ceil(rows / strips), columns } : { tiles, rows, columns };
}

/**
 * The number of tiles per row with which the picture is about twice as wide as it is high, and at most `width` wide.
 *
 * @param {Sheet} sheet
 * @param {number} width
 */
function tilesPerRow({ tiles, rows, columns }, width) {
  const preferredTiles = Math.ceil(Math.sqrt((2 * tiles * (rows + 1)) / (columns + 1)));
  return Math.max(1, Math.min(tiles, preferredTiles, Math.floor(width / (columns + 1))));
}

/**
 * A CSS colour as red, green and blue.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {string} colour
 */
function readRgb(canvas, colour) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}
