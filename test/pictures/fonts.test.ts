import t from 'tap'
import { checkFonts, fontOptions } from '#src/pictures/fonts.ts'

t.test('our fonts are read', async (t) => {
  t.doesNotThrow(() => checkFonts())
})

t.test('a missing font stops the start, and is named', async (t) => {
  const [regular = ''] = fontOptions.fontFiles ?? []
  t.throws(() => checkFonts({ loadSystemFonts: false }), /400 and 700/)
  t.throws(() => checkFonts({ ...fontOptions, fontFiles: ['/nowhere.ttf'] }), /nowhere\.ttf/)
  t.doesNotThrow(() => checkFonts({ ...fontOptions, fontFiles: [regular] }))
})
