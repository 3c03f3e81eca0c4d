// Curves that grow: every point is kept, and few enough are drawn that drawing costs the same at any length.

const MOST_POINTS = 1000;

export function makeCurve() {
  return { xs: [], ys: [] };
}

export function append(curve, x, y) {
  curve.xs.push(x);
  curve.ys.push(y);
}

export function lastOf(list) {
  return list.length ? list[list.length - 1] : null;
}

// The points between two x, at most MOST_POINTS of them and one neighbour on each side: of as many
// points as it takes, the lowest and the highest. They are counted from the curve's first point, so
// that what was drawn stays as it was when the curve grows.
export function thinned(curve, range) {
  const { xs, ys } = curve;
  const first = range ? Math.max(0, placeOf(xs, range[0]) - 1) : 0;
  const last = range ? Math.min(xs.length, placeOf(xs, range[1]) + 1) : xs.length;
  if (last - first <= MOST_POINTS) return { x: xs.slice(first, last), y: ys.slice(first, last) };
  const size = 2 ** Math.ceil(Math.log2((2 * (last - first)) / (MOST_POINTS - 4)));
  const kept = { x: [], y: [] };
  const keep = (place) => {
    kept.x.push(xs[place]);
    kept.y.push(ys[place]);
  };
  for (let start = first - (first % size); start < last; start += size) {
    const [low, high] = extremes(ys, Math.max(start, first), Math.min(start + size, last));
    keep(Math.min(low, high));
    if (low !== high) keep(Math.max(low, high));
  }
  return kept;
}

function extremes(ys, start, end) {
  let low = start;
  let high = start;
  for (let place = start; place < end; place += 1) {
    if (ys[place] === null) continue;
    if (ys[low] === null || ys[place] < ys[low]) low = place;
    if (ys[high] === null || ys[place] > ys[high]) high = place;
  }
  return [low, high];
}

// The place of the first x that is not below a value; x increase.
function placeOf(xs, value) {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
