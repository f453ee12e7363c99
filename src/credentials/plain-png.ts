import { PNG_SIGNATURE, pngChunks } from './png.ts'

// What it takes to show the picture as it is meant: PNG §11.2 and the colour and size chunks of §11.3.
const shown = new Set([
  'IHDR',
  'PLTE',
  'tRNS',
  'IDAT',
  'IEND',
  'gAMA',
  'cHRM',
  'sRGB',
  'sBIT',
  'bKGD',
  'pHYs',
])

/**
 * The picture without what else its file holds: author, place, camera, other badges. Throws PngError for a broken
 * picture.
 */
export function plainPng(png: Uint8Array): Uint8Array {
  const kept = pngChunks(png).filter(({ type }) => shown.has(type))
  return Buffer.concat([PNG_SIGNATURE, ...kept.map(({ bytes }) => bytes)])
}
