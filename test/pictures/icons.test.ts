import t from 'tap'
import { catalogue, domains } from '#src/catalogue/catalogue.ts'
import { iconMarkup, iconNames, iconSvg } from '#src/pictures/icons.ts'
import { inkedBox } from './inked-box.ts'

t.test('every icon of the catalogue is there', async (t) => {
  for (const { id, icon } of [...catalogue, ...domains]) t.ok(iconMarkup(icon), `${id} ${icon}`)
})

t.test('every icon draws lines, and holds only shapes', async (t) => {
  for (const name of iconNames) {
    t.match(iconMarkup(name), /^(<(path|circle|rect|line|ellipse|polyline|polygon) [^<>]*\/>)+$/)
    const svg = iconSvg(name, { size: 24 }).replace(
      '<svg',
      '<svg xmlns="http://www.w3.org/2000/svg"',
    )
    t.ok(inkedBox(svg, 48), name)
  }
})

t.test('an icon without title is hidden from screen readers', async (t) => {
  t.match(iconSvg('check', { size: 20 }), /width="20" height="20".* aria-hidden="true">/)
})

t.test('an icon with a title is an image of that name', async (t) => {
  const svg = iconSvg('x', { size: 20, title: 'Refusé & "clos"' })
  t.ok(svg.includes('role="img" aria-label="Refusé &#38; &#34;clos&#34;"'))
  t.notOk(svg.includes('aria-hidden'))
})

t.test('an icon that is not there is refused by name', async (t) => {
  t.throws(() => iconMarkup('no-such-icon'), /no-such-icon/)
})
