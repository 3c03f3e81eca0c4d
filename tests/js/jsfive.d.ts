// The part of jsfive that the lab uses. jsfive has no types of its own.
declare module "jsfive" {
  import type { Jsfive } from "../../pages/components/explorer/network/model_file/h5_contents.js";
  export const File: Jsfive["File"];
  export const Dataset: Jsfive["Dataset"];
}
