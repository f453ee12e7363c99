import { pluralIn } from '../plural.ts'

const plural = pluralIn('fr')

/** What the adapter of every outside platform says by itself. */
export const platforms = {
  choose: 'Choisir…',
  /** Heading of the choices that have none. */
  others: 'Autres',
  nothingToChoose: 'Rien à choisir ici pour l’instant.',
  page: (page: number, pages: number) => `Page ${page} sur ${pages}`,
  leftOut: (lines: number) =>
    `${plural(lines, { one: '# ligne ne tient', other: '# lignes ne tiennent' })} pas dans ce message.`,
  kept: (files: number) =>
    `${plural(files, { one: '# fichier est déjà joint', other: '# fichiers sont déjà joints' })}. Ceux que vous ajoutez s’y joignent.`,
  accident: (reference: string) =>
    `Quelque chose n’a pas marché de notre côté. Réessayez ; si cela se répète, donnez ce numéro à la personne qui s’occupe du service : ${reference}.`,
  fileTooLarge: (megabytes: number) => `Il pèse plus de ${megabytes} Mo.`,
  tooManyFiles: (most: number) => `Donnez-en ${most} au plus.`,
}
