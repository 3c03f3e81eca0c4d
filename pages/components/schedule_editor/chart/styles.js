// @ts-check
// The colour and the dash pattern of each schedule, in the chart, the legend and the tools.

/** Colour-blind people can distinguish these colours. Their contrast is 3:1 on a white and on a dark background. */
export const STYLES = [
  { colour: "#2f86c6", dash: "" },
  { colour: "#d55e00", dash: "9 3" },
  { colour: "#0b9b72", dash: "3 3" },
  { colour: "#b8558e", dash: "12 3 3 3" },
  { colour: "#a87900", dash: "6 2 2 2 2 2" },
  { colour: "#7f7f7f", dash: "1 3" },
];
