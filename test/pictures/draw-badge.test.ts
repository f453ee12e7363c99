import { array, assert, constantFrom, property } from 'fast-check'
import t from 'tap'
import { drawBadge, type BadgeDesign } from '#src/pictures/draw-badge.ts'
import { tape } from '#src/pictures/draw-name-tape.ts'
import { colourNames } from '#src/pictures/palette.ts'
import { renderPng } from '#src/pictures/render-png.ts'
import { shapeNames } from '#src/pictures/shapes.ts'
import { inkedBox, staysOnTape, titleOf } from './inked-box.ts'

const design: BadgeDesign = { shape: 'circle', colour: 'ocean', icon: 'ear', title: 'Écouter' }

t.test('no shape touches the edge of the picture', async (t) => {
  for (const shape of shapeNames) {
    const box = inkedBox(drawBadge({ ...design, shape }), 256)
    t.ok(box && box.left > 0 && box.top > 0 && box.right < 255 && box.bottom < 255, shape)
  }
})

t.test('every shape is drawn in every colour', async (t) => {
  const drawings = shapeNames.flatMap((shape) =>
    colourNames.map((colour) => drawBadge({ ...design, shape, colour })),
  )
  t.equal(new Set(drawings).size, 72)
})

t.test('any title up to 60 characters stays on its tape', async (t) => {
  const letters = constantFrom(...Array.from('aàeéiîmMœWÉÇjgq’:-1 %\u00a0'))
  const title = array(letters, { minLength: 1, maxLength: 60 }).map((some) => some.join(''))
  const stays = property(title, (some) => staysOnTape(drawBadge({ ...design, title: some })))
  t.doesNotThrow(() => assert(stays, { numRuns: 60 }))
})

t.test('a long word is shrunk, not cut', async (t) => {
  const badge = drawBadge({ ...design, title: 'W'.repeat(60) })
  const box = inkedBox(titleOf(badge), 512)
  t.ok(staysOnTape(badge))
  t.ok(box && box.right - box.left > tape.width - 2 * tape.margin - 4)
})

t.test('a text far too long ends with three dots', async (t) => {
  const badge = drawBadge({ ...design, title: 'Encore un mot '.repeat(20) })
  t.ok(staysOnTape(badge))
  t.ok(badge.includes(`<title>${'Encore un mot '.repeat(20)}</title>`), 'but is told in full')
})

t.test('the same design always gives the same picture', async (t) => {
  t.equal(drawBadge(design), drawBadge({ ...design }))
})

t.test('another icon changes the skyline', async (t) => {
  const [ear, map] = ['ear', 'map'].map((icon) =>
    /<g clip-path.*?<\/g>/s.exec(drawBadge({ ...design, icon }))?.at(0),
  )
  t.ok(ear)
  t.not(ear, map)
})

t.test('a group badge is told from a personal one by its look and its description', async (t) => {
  const [person, group] = [false, true].map((some) => drawBadge({ ...design, group: some }))
  t.match(person, '<desc>Badge «\u00a0Écouter\u00a0»</desc>')
  t.match(group, '<desc>Badge de groupe «\u00a0Écouter\u00a0»</desc>')
  t.notMatch(person, /h0M/)
  t.match(group, /h0M/, 'a ring of knots')
})

t.test('what a title says is never markup', async (t) => {
  const svg = drawBadge({ ...design, title: `</title><script>"&'\u0000` })
  t.notOk(svg.includes('<script>'))
  t.ok(svg.includes('<title>&#60;/title&#62;&#60;script&#62;&#34;&#38;&#39;</title>'))
  t.ok(renderPng(svg, 96).length > 0)
})

t.test('a title that cannot be set leaves the tape out: icon and description stay', async (t) => {
  for (const title of ['', ' ', '\u00a0', '🎉', 'مرحبا']) {
    const svg = drawBadge({ ...design, title })
    t.equal(titleOf(svg), titleOf(''), `"${title}"`)
    t.notOk(svg.includes('rx="11"'), 'no tape')
    t.ok(inkedBox(svg, 96), 'the rest is drawn')
  }
})

t.test('an emoji is left out of a title, the words stay', async (t) => {
  const [plain, festive] = ['Bravo', 'Bravo 🎉'].map((title) =>
    titleOf(drawBadge({ ...design, title })),
  )
  t.equal(festive, plain)
})

t.test('the picture needs no font and no other file', async (t) => {
  t.notMatch(drawBadge(design), /<text|<image|<use|href|font/)
})

t.test('an icon that is not there is refused by name', async (t) => {
  t.throws(() => drawBadge({ ...design, icon: 'no-such-icon' }), /no-such-icon/)
})
