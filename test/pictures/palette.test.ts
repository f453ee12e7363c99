import t from 'tap'
import { contrast } from '#src/pictures/colour.ts'
import { colourNames, paintOf } from '#src/pictures/palette.ts'

t.test('there are twelve colours, each different', async (t) => {
  t.equal(new Set(colourNames.map((name) => paintOf(name).field)).size, 12)
})

for (const name of colourNames) {
  t.test(`icon and title are readable on ${name}`, async (t) => {
    const { field, glow, ridge, valley, deep, paper } = paintOf(name)
    for (const ground of [field, glow, ridge, valley]) {
      t.ok(contrast('#ffffff', ground) >= 4.5, `white on ${ground}`)
    }
    t.ok(contrast(deep, paper) >= 4.5, `${deep} on ${paper}`)
  })
}

t.test('contrast is measured as WCAG does', async (t) => {
  t.equal(contrast('#000000', '#ffffff'), 21)
  t.equal(contrast('#ffffff', '#ffffff'), 1)
  t.equal(contrast('#767676', '#ffffff').toFixed(2), '4.54')
})
