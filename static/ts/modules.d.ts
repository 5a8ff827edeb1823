// The light build has the API of the full one, less subtitles, encryption and second audio tracks.
declare module "hls.js/light" {
  export { default } from "hls.js";
  export * from "hls.js";
}
