// @ts-check
// Saves files that the browser has made: any file, or a PNG of an SVG.

const PIXELS_PER_UNIT = 2;
const MILLISECONDS_TO_SAVE = 10_000;

/**
 * @param {Blob} blob
 * @param {string} name
 */
export function saveFile(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), MILLISECONDS_TO_SAVE);
}

/**
 * @param {string} svg the text of the SVG
 * @param {{ width: number, height: number, name: string }} options the size of the SVG, and the name of the file
 */
export function savePng(svg, { width, height, name }) {
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = width * PIXELS_PER_UNIT;
    canvas.height = height * PIXELS_PER_UNIT;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((png) => png && saveFile(png, name));
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}
