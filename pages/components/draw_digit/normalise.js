// @ts-check
// Converts a drawing into an image like those of the data set: 28 x 28 bytes; 0 is the background.
//
// MNIST (LeCun, Cortes, Burges): a digit is scaled into a box of 20 x 20 pixels, with the same
// proportions, and its centre of mass is moved to the middle of 28 x 28 pixels.
// Fashion-MNIST (Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747, section 2): the longest edge is
// scaled to 28 pixels, and the image is moved to the middle of 28 x 28 pixels.
// The bundled digits have 8 x 8 pixels. Each pixel was enlarged to 3 x 3 pixels, and the box is in the centre.

export const SIDE = 28;

/** @typedef {{ box: number, by_mass: boolean, cell: number }} ImageFormat how the images of a data set were made */
/** @typedef {{ bytes: Uint8Array, columns: number, rows: number }} Picture */
/** @typedef {{ left: number, top: number, columns: number, rows: number }} Box */

/**
 * Convert a drawing with `width` columns and grey values in 0..255 into an image; null if the drawing is empty.
 *
 * @param {Uint8Array} grey
 * @param {number} width
 * @param {ImageFormat} format
 */
export function normalise(grey, width, format) {
  const box = boundingBox(grey, width);
  if (!box) return null;
  const scaledPicture = scaleDown(grey, width, box, format.box);
  const centre = format.by_mass
    ? centreOfMass(scaledPicture)
    : { x: scaledPicture.columns / 2, y: scaledPicture.rows / 2 };
  const image = placeInImage(scaledPicture, Math.round(SIDE / 2 - centre.x), Math.round(SIDE / 2 - centre.y));
  return format.cell > 1 ? averageCells(image, format.cell, (SIDE - format.box) / 2) : image;
}

/**
 * @param {Uint8Array} grey
 * @param {number} width
 * @returns {Box | null}
 */
function boundingBox(grey, width) {
  let left = width,
    right = -1,
    top = Infinity,
    bottom = -1;
  grey.forEach((value, index) => {
    if (value === 0) return;
    const x = index % width;
    const y = Math.floor(index / width);
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  });
  return right < 0 ? null : { left, top, columns: right - left + 1, rows: bottom - top + 1 };
}

/**
 * Reduce a part of the drawing. Each new pixel is the mean of the pixels that it replaces. So the edges are smooth.
 *
 * @param {Uint8Array} grey
 * @param {number} width
 * @param {Box} box
 * @param {number} side
 * @returns {Picture}
 */
function scaleDown(grey, width, box, side) {
  const scale = side / Math.max(box.columns, box.rows);
  const columns = Math.max(1, Math.round(box.columns * scale));
  const rows = Math.max(1, Math.round(box.rows * scale));
  const bytes = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row += 1) {
    const [top, bottom] = sourcePixels(row, rows, box.rows);
    for (let column = 0; column < columns; column += 1) {
      const [left, right] = sourcePixels(column, columns, box.columns);
      const area = { left: box.left + left, right: box.left + right, top: box.top + top, bottom: box.top + bottom };
      bytes[row * columns + column] = Math.round(meanOf(grey, width, area));
    }
  }
  return { bytes, columns, rows };
}

/**
 * The range of pixels that one of `count` new pixels replaces, as [first, end). It contains at least one pixel.
 *
 * @param {number} index
 * @param {number} count
 * @param {number} size
 */
function sourcePixels(index, count, size) {
  const first = Math.floor((index * size) / count);
  return [first, Math.max(first + 1, Math.floor(((index + 1) * size) / count))];
}

/**
 * @param {Uint8Array} grey
 * @param {number} width
 * @param {{ left: number, right: number, top: number, bottom: number }} area
 */
function meanOf(grey, width, { left, right, top, bottom }) {
  let sum = 0;
  for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) sum += grey[y * width + x];
  return sum / ((right - left) * (bottom - top));
}

/** @param {Picture} picture */
function centreOfMass({ bytes, columns }) {
  let mass = 0,
    x = 0,
    y = 0;
  bytes.forEach((value, index) => {
    mass += value;
    x += value * ((index % columns) + 0.5);
    y += value * (Math.floor(index / columns) + 0.5);
  });
  return { x: x / mass, y: y / mass };
}

/**
 * Put the picture into an empty image. `left` and `top` are the position of its upper left corner.
 *
 * @param {Picture} picture
 * @param {number} left
 * @param {number} top
 */
function placeInImage({ bytes, columns }, left, top) {
  const image = new Uint8Array(SIDE * SIDE);
  bytes.forEach((value, index) => {
    const x = left + (index % columns);
    const y = top + Math.floor(index / columns);
    if (x >= 0 && x < SIDE && y >= 0 && y < SIDE) image[y * SIDE + x] = value;
  });
  return image;
}

/**
 * Divide the image into squares of `cell` by `cell` pixels. Each pixel becomes the mean of its square.
 *
 * @param {Uint8Array} image
 * @param {number} cell
 * @param {number} border
 */
function averageCells(image, cell, border) {
  const newImage = new Uint8Array(SIDE * SIDE);
  const startOfCell = (/** @type {number} */ position) => Math.floor((position - border) / cell) * cell + border;
  for (let y = border; y < SIDE - border; y += 1) {
    for (let x = border; x < SIDE - border; x += 1) {
      const [left, top] = [startOfCell(x), startOfCell(y)];
      const area = { left, right: left + cell, top, bottom: top + cell };
      newImage[y * SIDE + x] = Math.round(meanOf(image, SIDE, area));
    }
  }
  return newImage;
}
