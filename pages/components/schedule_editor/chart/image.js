// The chart as a file: SVG as it stands, with a legend and a background, or PNG painted from it.

import { add } from "./chart.js";

const PIXELS_PER_UNIT = 2;
const ROW = 20;

export function imageOf(svg, { format, theme, legend }) {
  const copy = picture(svg, theme, legend);
  const text = new XMLSerializer().serializeToString(copy);
  const file = new Blob([text], { type: "image/svg+xml" });
  if (format === "svg") {
    save(file, "pruning-schedule.svg");
    return;
  }
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = copy.getAttribute("width") * PIXELS_PER_UNIT;
    canvas.height = copy.getAttribute("height") * PIXELS_PER_UNIT;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((painted) => save(painted, "pruning-schedule.png"));
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

function picture(svg, theme, legend) {
  const copy = svg.cloneNode(true);
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  const whole = height + legend.length * ROW + 8;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("viewBox", `0 0 ${width} ${whole}`);
  copy.setAttribute("height", whole);
  for (const hidden of copy.querySelectorAll(".lab-handle, [visibility=hidden]")) hidden.remove();
  add(copy, "rect", { width, height: whole, fill: theme.background });
  copy.prepend(copy.lastChild);
  legend.forEach(({ name, colour, dash }, index) => {
    const y = height + index * ROW + 8;
    add(copy, "path", { d: `M52 ${y}h30`, stroke: colour, "stroke-width": 3, "stroke-dasharray": dash });
    add(copy, "text", { x: 90, y: y + 4, fill: theme.text, "font-family": theme.font, "font-size": 12 }).textContent =
      name;
  });
  return copy;
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
