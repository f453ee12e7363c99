import { pluralIn } from '../plural.ts'
import type { outbox as reference } from '../fr/outbox.ts'

const plural = pluralIn('en')

export const outbox: typeof reference = {
  usage: [
    'Write one of these commands:',
    '  npm run outbox -- list          what could not be delivered',
    '  npm run outbox -- retry ID      try one again',
    '  npm run outbox -- retry-all     try all again',
  ].join('\n'),
  none: 'Nothing is held up.',
  columns: ['ID', 'What', 'For', 'Badge', 'Next attempt', 'Attempts', 'Why'],
  hint: 'To try again: npm run outbox -- retry ID, or retry-all.',
  retried: (jobs) =>
    jobs === 0
      ? 'Nothing to try again.'
      : `${plural(jobs, { one: '# delivery is tried again', other: '# deliveries are tried again' })}. The service notices within thirty seconds.`,
  unknown: (id) =>
    `No delivery that is held up has this id: ${id}. It may have gone out already, or be under way.`,
  noDatabase: (file) => `DATA_DIR: ${file} does not exist. Check DATA_DIR.`,
}
