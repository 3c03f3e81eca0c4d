// @ts-check
// Smooths curves: each value becomes the mean of its neighbours.

/** The numbers of neighbouring points to choose from; 1 is no smoothing. */
export const SMOOTHINGS = [1, 9, 33];

/**
 * The mean of the points around each point, from the same distance on both sides. At the ends, fewer points count.
 * A gap stays a gap.
 *
 * @param {(number | null)[]} ys
 * @param {number} points an odd number of points
 * @returns {(number | null)[]}
 */
export function smooth(ys, points) {
  if (points <= 1) return ys;
  const sums = [0];
  const counts = [0];
  ys.forEach((y, index) => {
    sums.push(sums[index] + (y ?? 0));
    counts.push(counts[index] + (y === null ? 0 : 1));
  });
  const reach = (points - 1) / 2;
  return ys.map((y, index) => {
    if (y === null) return null;
    const side = Math.min(reach, index, ys.length - 1 - index);
    const [first, last] = [index - side, index + side + 1];
    return (sums[last] - sums[first]) / (counts[last] - counts[first]);
  });
}
