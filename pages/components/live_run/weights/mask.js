// @ts-check
// The picture of a mask: a pixel for each cell, a clear one between tiles; the browser makes them larger.

/** @import { Picture } from "../types.d.ts" */
import { gettext } from "../../elements/texts.js";
import { asPercent } from "../words/numbers.js";

const MOST_PIXELS_PER_CELL = 12;
const MOST_PIXELS_DOWN = 440;
const FAINTEST = 28; // of 255: a cell without kept weights can still be seen

/** @typedef {{ tiles: number, rows: number, columns: number }} Sheet */

/**
 * Draw it on a canvas, at most so many pixels wide; returns in words what can be seen.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {{ picture: Picture, kept: number, colour: string, width: number }} what
 */
export function drawMask(canvas, { picture, kept, colour, width }) {
  const levels = Uint8Array.from(atob(picture.levels), (letter) => letter.charCodeAt(0));
  const strongest = Math.max(
    1,
    levels.reduce((most, level) => Math.max(most, level), 0),
  );
  const sheet = sheetOf(picture);
  const across = tilesAcross(sheet, width);
  canvas.width = across * (sheet.columns + 1) - 1;
  canvas.height = Math.ceil(sheet.tiles / across) * (sheet.rows + 1) - 1;
  paint(canvas, { levels, strongest, sheet, across, ink: inkOf(canvas, colour) });
  const fits = Math.min(Math.floor(width / canvas.width), Math.floor(MOST_PIXELS_DOWN / canvas.height));
  canvas.style.width = `${canvas.width * Math.max(1, Math.min(MOST_PIXELS_PER_CELL, fits))}px`;
  const words = gettext(
    "{layer} keeps {kept} of its weights. {arrangement} Faint: all are pruned; strong: {strongest} are kept.",
    {
      layer: picture.layer,
      kept: asPercent(kept, 1),
      arrangement: arrangement(picture),
      strongest: asPercent(strongest / 255, 0),
    },
  );
  canvas.setAttribute("aria-label", words);
  return words;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{ levels: Uint8Array, strongest: number, sheet: Sheet, across: number, ink: number[] }} what
 */
function paint(canvas, { levels, strongest, sheet: { rows, columns }, across, ink }) {
  const image = new ImageData(canvas.width, canvas.height);
  const cells = rows * columns;
  levels.forEach((level, index) => {
    const tile = Math.floor(index / cells);
    const row = Math.floor((index % cells) / columns) + Math.floor(tile / across) * (rows + 1);
    const column = (index % columns) + (tile % across) * (columns + 1);
    const opacity = FAINTEST + Math.round((level * (255 - FAINTEST)) / strongest);
    image.data.set([...ink, opacity], 4 * (row * canvas.width + column));
  });
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}

/** @param {Picture} picture */
function arrangement({ tiles, rows, columns }) {
  const { tiles: strips } = sheetOf({ tiles, rows, columns });
  if (tiles > 1) {
    return gettext(
      "{tiles} tiles of {rows} × {columns} cells, one for each channel; each cell is the share kept of the weights behind it.",
      { tiles, rows, columns },
    );
  }
  return strips > 1
    ? gettext("{rows} × {columns} cells in {strips} strips, each the share kept of the weights behind it.", {
        rows,
        columns,
        strips,
      })
    : gettext("{rows} × {columns} cells, each the share kept of the weights behind it.", { rows, columns });
}

/**
 * The tiles as they are laid out: a single one that is long and narrow is cut into strips.
 *
 * @param {Sheet} sheet
 * @returns {Sheet}
 */
function sheetOf({ tiles, rows, columns }) {
  const strips = tiles === 1 ? Math.max(1, Math.round(Math.sqrt(rows / (columns + 1)))) : 1;
  return strips > 1 ? { tiles: strips, rows: Math.ceil(rows / strips), columns } : { tiles, rows, columns };
}

/**
 * As many tiles in a row as make the picture about twice as wide as it is high, and no wider than allowed.
 *
 * @param {Sheet} sheet
 * @param {number} width
 */
function tilesAcross({ tiles, rows, columns }, width) {
  const wide = Math.ceil(Math.sqrt((2 * tiles * (rows + 1)) / (columns + 1)));
  return Math.max(1, Math.min(tiles, wide, Math.floor(width / (columns + 1))));
}

/**
 * A CSS colour as red, green and blue.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {string} colour
 */
function inkOf(canvas, colour) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}
