import { pluralIn } from '../plural.ts'

const plural = pluralIn('fr')

/** What `npm run outbox` prints. */
export const outbox = {
  usage: [
    'Écrivez une de ces commandes :',
    '  npm run outbox -- list          ce qui n’a pas pu être remis',
    '  npm run outbox -- retry ID      réessayer un envoi',
    '  npm run outbox -- retry-all     tout réessayer',
  ].join('\n'),
  none: 'Rien n’est en souffrance.',
  columns: ['ID', 'Quoi', 'Pour', 'Badge', 'Prochain essai', 'Essais', 'Pourquoi'],
  hint: 'Pour réessayer : npm run outbox -- retry ID, ou retry-all.',
  retried: (jobs: number) =>
    jobs === 0
      ? 'Rien à relancer.'
      : `${plural(jobs, { one: '# envoi relancé', other: '# envois relancés' })}. Le service s’en aperçoit en moins de trente secondes.`,
  unknown: (id: string) =>
    `Aucun envoi en souffrance n’a cet identifiant : ${id}. Il est peut-être déjà parti, ou en cours d’essai.`,
  noDatabase: (file: string) => `DATA_DIR : ${file} n’existe pas. Vérifiez DATA_DIR.`,
}
