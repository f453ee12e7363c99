import type { FailureReason } from '#src/app/failure-reason.ts'

type Facts = Pick<FailureReason, 'reply' | 'right'>

const answered = ({ reply }: Facts) => (reply === undefined ? '' : ` (réponse ${reply})`)

/** Why something could not be delivered, and what to do about it. */
export const failures = {
  'mail-address': () =>
    'Ce n’est pas une adresse de courriel. Vérifiez l’adresse avec la personne.',
  'mail-refused': (facts: Facts) =>
    `Le serveur de courriel refuse cette adresse ou cette lettre${answered(facts)}. Vérifiez l’adresse avec la personne.`,
  'mail-later': (facts: Facts) =>
    `Le serveur de courriel demande de réessayer plus tard${answered(facts)}.`,
  'mail-closing': (facts: Facts) =>
    `Le serveur de courriel ne prend aucune lettre en ce moment${answered(facts)}.`,
  'mail-locked-out': (facts: Facts) =>
    `Le serveur de courriel ne laisse pas entrer le service${answered(facts)}. La personne qui gère le service doit vérifier SMTP_URL et MAIL_FROM.`,
  'mail-unreachable': () =>
    'Le serveur de courriel n’a pas pu être joint, ou n’a pas confirmé la lettre.',
  'mail-folder': () =>
    'La lettre n’a pas pu être écrite dans son dossier. La personne qui gère le service doit vérifier le disque.',
  'chat-refused': () =>
    'Le message privé a été refusé : cette personne, ou son espace de discussion, n’en reçoit pas de Cordée.',
  'chat-channel': () =>
    'Cordée n’est pas dans ce salon, ou ce salon n’existe plus. Dans Slack, tapez /invite @cordee dans le salon ; dans Discord, donnez à Cordée le droit de voir ce salon.',
  'chat-disconnected': () =>
    'Cordée n’est plus reliée à cet espace de discussion. La personne qui l’administre doit l’installer à nouveau.',
  'chat-scope': ({ right }: Facts) =>
    `Il manque à l’application Cordée le droit ${right ?? 'qu’il faut'}. La personne qui administre l’espace de discussion doit le lui donner, ou l’installer à nouveau avec les droits du mode d’emploi.`,
  'chat-unreachable': () =>
    'L’espace de discussion n’a pas pu être joint, ou n’a pas répondu à temps.',
  other: () =>
    'Quelque chose n’a pas marché de notre côté. La personne qui gère le service en trouve la raison dans le journal.',
} satisfies Record<FailureReason['cause'], (facts: Facts) => string>
