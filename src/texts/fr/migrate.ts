/** `npm run migrate`. */
export const migrate = {
  usage:
    'Donnez la base d’arrivée : DATABASE_URL=postgres://… npm run migrate -- DOSSIER_DE_DONNÉES',
  moving: (file: string) => `Copie de ${file} vers PostgreSQL…`,
  done: (rows: number, tables: number) =>
    `Terminé : ${rows} lignes de ${tables} tables copiées, et chacune relue et comparée.`,
  next: (masterKey: string) =>
    `Démarrez maintenant le service avec DATABASE_URL, et avec la même clé maîtresse (${masterKey}). L’ancien fichier n’a pas été modifié : gardez-le jusqu’à ce que tout aille bien.`,
  noFile: (file: string) => `Il n’y a pas de base à ${file} : vérifiez le dossier.`,
  failures: {
    'in-use': () => 'Le service tourne encore sur ce dossier : arrêtez-le d’abord.',
    'not-empty': (table: string) =>
      `La base d’arrivée n’est pas vide (table ${table}) : donnez-en une vide.`,
    differs: (table: string) =>
      `La table ${table} n’a pas été gardée à l’identique : rien n’a été copié. Signalez-le, c’est une erreur de Cordée.`,
  },
}
