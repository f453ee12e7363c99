import { PNG } from 'pngjs'
import t from 'tap'
import { catalogue } from '#src/catalogue/catalogue.ts'
import { designFor } from '#src/pictures/design-for.ts'
import { drawBadge } from '#src/pictures/draw-badge.ts'
import { pictureAlt } from '#src/pictures/picture-alt.ts'
import { renderPng } from '#src/pictures/render-png.ts'
import { staysOnTape, titleOf } from './inked-box.ts'

for (const language of ['fr', 'en'] as const) {
  t.test(`every entry has its title on its tape, and a description (${language})`, async (t) => {
    for (const entry of catalogue) {
      const design = designFor(entry, language)
      const svg = drawBadge(design)
      const alt = pictureAlt(design.title, language, { group: design.group ?? false })
      t.ok(titleOf(svg).includes('<path') && staysOnTape(svg), design.title)
      t.ok(svg.includes(`<title>${design.title}</title><desc>${alt}</desc>`), alt)
    }
  })
}

t.test('an entry makes a PNG of 512 pixels that is light and can be read', async (t) => {
  // One of each shape and colour: drawing is slow, and the others differ in icon and title only.
  for (const entry of onePerLook()) {
    const png = Buffer.from(renderPng(drawBadge(designFor(entry, 'fr')), 512))
    const { width, height } = PNG.sync.read(png)
    t.strictSame([width, height], [512, 512], entry.id)
    t.ok(png.length < 150_000, `${entry.id}: ${png.length} bytes`)
  }
})

function onePerLook() {
  const looks = catalogue.map((entry) => {
    const { shape, colour } = designFor(entry, 'fr')
    return [`${shape} ${colour}`, entry] as const
  })
  return new Map(looks).values()
}
