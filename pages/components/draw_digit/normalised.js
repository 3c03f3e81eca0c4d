// How a drawing becomes an image as the data set has them: 28 x 28 bytes, 0 is background.
//
// MNIST (LeCun, Cortes, Burges): a digit is scaled into a box of 20 x 20 pixels, keeping its
// proportions, and its centre of mass is put into the middle of 28 x 28 pixels.
// Fashion-MNIST (Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747, section 2): the longest edge is
// scaled to 28 pixels, and the image is put in the middle of 28 x 28.
// The bundled digits have 8 x 8 pixels, each of which became 3 x 3: their box is centred.

export const SIDE = 28;

/** The image in a drawing of `width` columns and grey values in 0..255; null where it is empty. */
export function normalised(grey, width, form) {
  const box = boundingBox(grey, width);
  if (!box) return null;
  const scaled = scaledDown(grey, width, box, form.box);
  const centre = form.by_mass ? centreOfMass(scaled) : { x: scaled.columns / 2, y: scaled.rows / 2 };
  const image = placed(scaled, Math.round(SIDE / 2 - centre.x), Math.round(SIDE / 2 - centre.y));
  return form.cell > 1 ? averagedInCells(image, form.cell, (SIDE - form.box) / 2) : image;
}

function boundingBox(grey, width) {
  let left = width,
    right = -1,
    top = Infinity,
    bottom = -1;
  grey.forEach((value, place) => {
    if (value === 0) return;
    const x = place % width;
    const y = Math.floor(place / width);
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  });
  return right < 0 ? null : { left, top, columns: right - left + 1, rows: bottom - top + 1 };
}

// Each pixel is the mean of the area that it stands for: the grey of anti-aliasing.
function scaledDown(grey, width, box, side) {
  const scale = side / Math.max(box.columns, box.rows);
  const columns = Math.max(1, Math.round(box.columns * scale));
  const rows = Math.max(1, Math.round(box.rows * scale));
  const bytes = new Uint8Array(columns * rows);
  const from = (place, count, size) => Math.floor((place * size) / count);
  const to = (place, count, size) => Math.max(from(place, count, size) + 1, from(place + 1, count, size));
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      let sum = 0,
        count = 0;
      for (let y = from(row, rows, box.rows); y < to(row, rows, box.rows); y += 1) {
        for (let x = from(column, columns, box.columns); x < to(column, columns, box.columns); x += 1) {
          sum += grey[(box.top + y) * width + box.left + x];
          count += 1;
        }
      }
      bytes[row * columns + column] = Math.round(sum / count);
    }
  }
  return { bytes, columns, rows };
}

function centreOfMass({ bytes, columns }) {
  let mass = 0,
    x = 0,
    y = 0;
  bytes.forEach((value, place) => {
    mass += value;
    x += value * ((place % columns) + 0.5);
    y += value * (Math.floor(place / columns) + 0.5);
  });
  return { x: x / mass, y: y / mass };
}

function placed({ bytes, columns }, left, top) {
  const image = new Uint8Array(SIDE * SIDE);
  bytes.forEach((value, place) => {
    const x = left + (place % columns);
    const y = top + Math.floor(place / columns);
    if (x >= 0 && x < SIDE && y >= 0 && y < SIDE) image[y * SIDE + x] = value;
  });
  return image;
}

function averagedInCells(image, cell, border) {
  const averaged = new Uint8Array(SIDE * SIDE);
  const inCell = (place) => Math.floor((place - border) / cell) * cell + border;
  for (let y = border; y < SIDE - border; y += 1) {
    for (let x = border; x < SIDE - border; x += 1) {
      let sum = 0;
      for (let place = 0; place < cell * cell; place += 1) {
        sum += image[(inCell(y) + Math.floor(place / cell)) * SIDE + inCell(x) + (place % cell)];
      }
      averaged[y * SIDE + x] = Math.round(sum / (cell * cell));
    }
  }
  return averaged;
}
