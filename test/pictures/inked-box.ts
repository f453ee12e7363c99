import { PNG } from 'pngjs'
import { tape } from '#src/pictures/draw-name-tape.ts'
import { renderPng } from '#src/pictures/render-png.ts'

/** The box of a picture's pixels that are not transparent, in pixels of a picture so many wide. Nothing when it is blank. */
export function inkedBox(svg: string, width: number) {
  const picture = PNG.sync.read(Buffer.from(renderPng(svg, width)))
  const box = { left: Infinity, top: Infinity, right: -1, bottom: -1 }
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      if (picture.data[(y * picture.width + x) * 4 + 3] === 0) continue
      box.left = Math.min(box.left, x)
      box.right = Math.max(box.right, x)
      box.top = Math.min(box.top, y)
      box.bottom = Math.max(box.bottom, y)
    }
  }
  return box.right < 0 ? undefined : box
}

/** A badge's title by itself: its letters, without the patch they are sewn on. */
export function titleOf(badge: string): string {
  const letters = /<g class="text".*?<\/g>/s.exec(badge)?.[0] ?? ''
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">${letters}</svg>`
}

/** Whether all the letters of a badge's title lie on its tape, with room around them. */
export function staysOnTape(badge: string): boolean {
  const box = inkedBox(titleOf(badge), 256)
  if (box === undefined) return true
  return (
    box.left >= (tape.x + tape.margin) / 2 - 1 &&
    box.right <= (tape.x + tape.width - tape.margin) / 2 + 1 &&
    box.top >= (tape.y + 8) / 2 &&
    box.bottom <= (tape.y + tape.height - 8) / 2
  )
}
