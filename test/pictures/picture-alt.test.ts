import t from 'tap'
import { pictureAlt } from '#src/pictures/picture-alt.ts'

t.test('says what the picture is, and its title in the quotes of the language', async (t) => {
  t.equal(pictureAlt('Empathie', 'fr'), 'Badge «\u00a0Empathie\u00a0»')
  t.equal(pictureAlt('Empathy', 'en'), 'Badge “Empathy”')
  t.equal(pictureAlt('Projet', 'fr', { group: true }), 'Badge de groupe «\u00a0Projet\u00a0»')
  t.equal(pictureAlt('Project', 'en', { group: true }), 'Group badge “Project”')
})

t.test('a badge without title is still said to be a badge', async (t) => {
  t.equal(pictureAlt(' ', 'fr'), 'Badge')
  t.equal(pictureAlt('', 'en', { group: true }), 'Group badge')
})
