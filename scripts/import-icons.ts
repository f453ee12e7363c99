/**
 * Copies the icons we draw from an unpacked copy of lucide-static into src/pictures/icons.json.
 *
 *     npm pack lucide-static@1.62.0 && tar xzf lucide-static-1.62.0.tgz
 *     node scripts/import-icons.ts package/icons
 *
 * Every icon of the catalogue is taken, and those that pages use. The names are sorted, so that a new one is a one-line change.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue, domains } from '#src/catalogue/catalogue.ts'

const pageIcons = [
  'arrow-left',
  'arrow-right',
  'award',
  'check',
  'chevron-down',
  'circle-alert',
  'circle-check',
  'circle-question-mark',
  'circle-x',
  'clock',
  'copy',
  'download',
  'external-link',
  'eye',
  'eye-off',
  'file-text',
  'globe',
  'hourglass',
  'info',
  'key-round',
  'languages',
  'link',
  'log-in',
  'log-out',
  'mail',
  'minus',
  'moon',
  'mountain',
  'pencil',
  'plus',
  'printer',
  'qr-code',
  'search',
  'settings',
  'share-2',
  'shield-check',
  'sun',
  'trash-2',
  'triangle-alert',
  'upload',
  'user',
  'users',
  'vote',
  'x',
] as const

const folder = process.argv[2]
if (folder === undefined) {
  throw new Error('Give the folder of icons: node scripts/import-icons.ts package/icons')
}

const names = new Set<string>([
  ...catalogue.map((entry) => entry.icon),
  ...domains.map((domain) => domain.icon),
  ...pageIcons,
])
const icons = Object.fromEntries(
  [...names]
    .toSorted()
    .map((name) => [name, markupOf(readFileSync(join(folder, `${name}.svg`), 'utf8'))]),
)
writeFileSync(
  new URL('../src/pictures/icons.json', import.meta.url),
  `${JSON.stringify(icons, null, 2)}\n`,
)
process.stdout.write(`${names.size} icons written\n`)

/** What stands inside the `<svg>` element, without line breaks. */
function markupOf(file: string): string {
  const inner = /<svg[^>]*>(.*)<\/svg>/s.exec(file)?.[1]
  if (inner === undefined) throw new Error(`No <svg> element in ${file.slice(0, 80)}`)
  return inner.replaceAll(/\s*\n\s*/g, '').replaceAll(' />', '/>')
}
