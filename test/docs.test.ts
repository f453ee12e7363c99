import { readFileSync } from 'node:fs'
import t from 'tap'
import { problems } from '#src/texts/en/problems.ts'
import { refusals } from '#src/texts/en/refusals.ts'

t.test('docs/errors.md names every refusal and every problem', async (t) => {
  const page = readFileSync('docs/errors.md', 'utf8')
  for (const code of [...Object.keys(refusals), ...Object.keys(problems)])
    t.ok(page.includes(`| \`${code}\` |`), code)
})

t.test('the papers link to files that are there', async (t) => {
  const papers = [
    'README.md',
    'LISEZ-MOI.md',
    'docs/architecture.md',
    'docs/adapters.md',
    'docs/running.md',
  ]
  for (const paper of papers) {
    const folder = paper.includes('/') ? 'docs/' : ''
    const links = readFileSync(paper, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)\)/g)
    for (const [, link = ''] of links)
      t.doesNotThrow(
        () => readFileSync(folder + link.replace(/\/$/, '/0001-one-schema-on-two-engines.md')),
        link,
      )
  }
})

t.test('the paths that the architecture names exist', async (t) => {
  const page = readFileSync('docs/architecture.md', 'utf8')
  for (const [, path = ''] of page.matchAll(
    /`((?:src|adapters|test|scripts)\/[\w./-]+\.(?:ts|mjs))`/g,
  ))
    t.doesNotThrow(() => readFileSync(path), path)
})
