// The picture of a mask: a pixel for each cell, a clear one between tiles; the browser makes them larger.

import { percent } from "../words/words.js";

const MOST_PIXELS_A_CELL = 12;
const MOST_PIXELS_DOWN = 440;
const FAINTEST = 28; // of 255: where nothing is kept, the cell can still be seen

// Draw it on a canvas within some pixels of room; returns what can be seen, in words.
export function drawMask(canvas, { picture, kept, colour, room }) {
  const levels = Uint8Array.from(atob(picture.levels), (letter) => letter.charCodeAt(0));
  const { tiles, rows, columns } = sheet(picture);
  const across = tilesAcross({ tiles, rows, columns }, room);
  canvas.width = across * (columns + 1) - 1;
  canvas.height = Math.ceil(tiles / across) * (rows + 1) - 1;
  const image = new ImageData(canvas.width, canvas.height);
  const ink = inkOf(canvas, colour);
  const strongest = Math.max(
    1,
    levels.reduce((most, level) => Math.max(most, level), 0),
  );
  const cells = rows * columns;
  levels.forEach((level, index) => {
    const tile = Math.floor(index / cells);
    const row = Math.floor((index % cells) / columns) + Math.floor(tile / across) * (rows + 1);
    const column = (index % columns) + (tile % across) * (columns + 1);
    const opacity = FAINTEST + Math.round((level * (255 - FAINTEST)) / strongest);
    image.data.set([...ink, opacity], 4 * (row * canvas.width + column));
  });
  canvas.getContext("2d").putImageData(image, 0, 0);
  const scale = Math.max(
    1,
    Math.min(MOST_PIXELS_A_CELL, Math.floor(room / canvas.width), Math.floor(MOST_PIXELS_DOWN / canvas.height)),
  );
  canvas.style.width = `${canvas.width * scale}px`;
  const words = `${picture.layer} keeps ${percent(kept, 1)} of its weights. ${arrangement(picture)} Faint: all are pruned; strong: ${percent(strongest / 255, 0)} are kept.`;
  canvas.setAttribute("aria-label", words);
  return words;
}

function arrangement({ tiles, rows, columns }) {
  const strips = sheet({ tiles, rows, columns }).tiles;
  if (tiles === 1)
    return `${rows} × ${columns} cells${strips > 1 ? ` in ${strips} strips` : ""}, each the share kept of the weights behind it.`;
  return `${tiles} tiles of ${rows} × ${columns} cells, one for each channel; each cell is the share kept of the weights behind it.`;
}

// The tiles as they are laid out: a single one that is long and narrow is cut into strips.
function sheet({ tiles, rows, columns }) {
  const strips = tiles === 1 ? Math.max(1, Math.round(Math.sqrt(rows / (columns + 1)))) : 1;
  return strips > 1 ? { tiles: strips, rows: Math.ceil(rows / strips), columns } : { tiles, rows, columns };
}

// As many tiles in a row as make the picture about twice as wide as it is high, and no wider than its room.
function tilesAcross({ tiles, rows, columns }, room) {
  const square = Math.ceil(Math.sqrt((2 * tiles * (rows + 1)) / (columns + 1)));
  return Math.max(1, Math.min(tiles, square, Math.floor(room / (columns + 1))));
}

// A CSS colour as red, green and blue.
function inkOf(canvas, colour) {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}
