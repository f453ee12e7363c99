import type { FailureReason } from '#src/app/failure-reason.ts'

type Reply = FailureReason['reply']

const answered = (reply: Reply) => (reply === undefined ? '' : ` (réponse ${reply})`)

/** Why something could not be delivered, and what to do about it. */
export const failures = {
  'mail-address': () =>
    'Ce n’est pas une adresse de courriel. Vérifiez l’adresse avec la personne.',
  'mail-refused': (reply: Reply) =>
    `Le serveur de courriel refuse cette adresse ou cette lettre${answered(reply)}. Vérifiez l’adresse avec la personne.`,
  'mail-later': (reply: Reply) =>
    `Le serveur de courriel demande de réessayer plus tard${answered(reply)}.`,
  'mail-closing': (reply: Reply) =>
    `Le serveur de courriel ne prend aucune lettre en ce moment${answered(reply)}.`,
  'mail-locked-out': (reply: Reply) =>
    `Le serveur de courriel ne laisse pas entrer le service${answered(reply)}. La personne qui gère le service doit vérifier SMTP_URL et MAIL_FROM.`,
  'mail-unreachable': () =>
    'Le serveur de courriel n’a pas pu être joint, ou n’a pas confirmé la lettre.',
  'mail-folder': () =>
    'La lettre n’a pas pu être écrite dans son dossier. La personne qui gère le service doit vérifier le disque.',
  other: () =>
    'Quelque chose n’a pas marché de notre côté. La personne qui gère le service en trouve la raison dans le journal.',
} satisfies Record<FailureReason['cause'], (reply: Reply) => string>
