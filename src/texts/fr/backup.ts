/** What `npm run backup` prints. */
export const backup = {
  done: ({ file, rows, mebibytes }: BackupDone) =>
    `Sauvegarde faite et vérifiée : ${file} (${rows} lignes, ${mebibytes.toFixed(1).replace('.', ',')} Mio), décrite par manifest.json.`,
  leftOut: ({ masterKey, hasLetters }: LeftOut) =>
    [
      `La clé maîtresse n’en fait pas partie : gardez une copie de ${masterKey} ailleurs. Sans elle, plus aucun badge ne peut être signé.`,
      ...(hasLetters
        ? ['Les lettres gardées en fichiers (DATA_DIR/mail) n’en font pas partie non plus.']
        : []),
    ].join('\n'),
  failures: {
    'no-folder': () => 'Donnez le dossier de la sauvegarde : npm run backup -- DOSSIER',
    'folder-not-empty': (folder: string) =>
      `Le dossier ${folder} n’est pas vide : donnez-en un nouveau, par exemple avec la date dans son nom.`,
    'folder-not-writable': (folder: string) =>
      `On ne peut pas écrire dans le dossier de la sauvegarde (${folder}) : choisissez-en un autre.`,
    'no-database': (file: string) =>
      `Il n’y a rien à sauvegarder : ${file} n’existe pas. Vérifiez DATA_DIR.`,
    'database-unreadable': (code: string) =>
      `La base de données ne peut pas être lue (${code}) : lancez npm run doctor.`,
    'disk-full': () =>
      'Le disque est plein, ou refuse d’écrire : la sauvegarde est abandonnée, la base est intacte.',
    'copy-broken': (detail: string) =>
      `La copie n’est pas fidèle et a été effacée (${detail}) : recommencez, puis lancez npm run doctor.`,
    'no-pg-dump': (version: string) =>
      `pg_dump et pg_restore pour PostgreSQL ${version} sont introuvables : installez le client PostgreSQL de cette version, ou indiquez son dossier dans PG_BIN.`,
    'database-unreachable': (detail: string) =>
      `DATABASE_URL : la base ne répond pas${detail === '' ? '' : ` (${detail})`}.`,
    'pg-dump-failed': (detail: string) => `pg_dump n’a pas réussi : ${detail}`,
  },
}

export interface BackupDone {
  readonly file: string
  readonly rows: number
  readonly mebibytes: number
}

export interface LeftOut {
  readonly masterKey: string
  /** Letters are kept as files, which the database does not hold. */
  readonly hasLetters: boolean
}
