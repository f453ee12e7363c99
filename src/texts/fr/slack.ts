import { platforms } from './platforms.ts'

// Only for programs that do not show « <!date> » in the reader's own time zone.
const moments = new Intl.DateTimeFormat('fr-FR', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
})

/** What the Slack adapter itself says, around what the service says. */
export const slack = {
  ...platforms,
  close: 'Fermer',
  cancel: 'Annuler',
  next: 'Suite',
  /** Title of a window that shows an answer. */
  answer: 'Badges',
  moment: 'Un instant…',
  waiting: 'Je m’en occupe. La réponse s’affiche ici dans quelques secondes.',
  search: 'Chercher…',
  settings: 'Réglages, à laisser tels quels en général',
  /** How a text ends that is not required. Slack adds this by itself. */
  optional: '(facultatif)',
  /** Above choices whose labels are longer than Slack shows. */
  inFull: 'En entier :',
  open: (host: string) => `Ouvrir ${host}`,
  /** Says which one a button is about, to those who hear it without what stands around it. */
  about: (label: string, subject: string) => `${label} : ${subject}`,
  when: (at: number) => `${moments.format(at)} UTC`,
  /** Whoever typed another command that leads here. */
  onlyBadge:
    'Ici, une seule commande répond : /badge. Tapez /badge aide pour voir ce que je sais faire.',
  tooLate: 'La réponse a pris trop de temps, et Slack a fermé la fenêtre. Recommencez.',
  fileElsewhere: 'Slack ne garde pas ce fichier lui-même : donnez plutôt son lien.',
  notInstalledYet: (address: string) =>
    `Cordée n’est pas encore reliée à cet espace. La personne qui peut y installer des applications le fait depuis ${address}`,
  installed: {
    title: 'Cordée est dans Slack',
    text: (workspace: string) =>
      `L’espace ${workspace} est relié. Retournez dans Slack, invitez Cordée dans un canal et tapez /badge.`,
  },
  installCancelled: {
    title: 'Installation annulée',
    text: 'Rien n’a été installé. Vous pouvez recommencer quand vous voulez depuis /slack/install.',
  },
  installExpired: {
    title: 'Ce lien ne sert plus',
    text: 'Une installation se termine en dix minutes, dans le navigateur où elle a commencé, et une seule fois. Recommencez depuis /slack/install.',
  },
  installFailed: {
    title: 'L’installation n’a pas abouti',
    text: 'Slack n’a pas confirmé l’installation. Rien n’a été installé : recommencez dans un moment depuis /slack/install.',
  },
}
