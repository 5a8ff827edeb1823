/** The light build lacks captions and encryption, which a show has not; its types are those of the whole. */
declare module "hls.js/light" {
  export * from "hls.js";
  export { default } from "hls.js";
}
