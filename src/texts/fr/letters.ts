import { pluralIn } from '../plural.ts'

const plural = pluralIn('fr')

/** The letter that brings a badge. */
export const letters = {
  sender: 'Cordée',
  subject: (badge: string) => `Votre badge « ${badge} »`,
  hello: (name: string) => `Bonjour ${name},`,
  received: (badge: string) => `Bravo, vous avez reçu le badge « ${badge} ».`,
  groupReceived: (badge: string) => `Bravo, votre groupe a reçu le badge « ${badge} ».`,
  how: ({ cast, roll, group }: { cast: number; roll: number; group: string }) =>
    `${plural(cast, { one: '# personne', other: '# personnes' })} sur ${roll} du groupe « ${group} » ont voté, critère par critère.`,
  criteria: 'Ce que le groupe a validé',
  awardedBy: (issuer: string) => `Décerné par ${issuer}`,
  awardedOn: (day: string) => `le ${day}`,
  validUntil: (day: string) => `Il est valable jusqu’au ${day}.`,
  open: 'Ouvrir mon badge',
  record: 'Lire le procès-verbal du vote',
  verify: 'Vérifier le badge',
  practice:
    'C’est un badge d’entraînement : il montre comment cela marche, mais personne ne se porte garant de la signature.',
  whatNext: 'Que faire de mon badge ?',
  steps: [
    'Gardez l’image jointe telle quelle : le badge signé est dedans. Une capture d’écran ne suffit pas.',
    'Ouvrez la page du badge : vous choisissez d’y montrer votre nom ou non.',
    'Ajoutez le lien à votre CV, à un courriel ou à votre profil.',
    'Déposez l’image dans un porte-badges, par exemple Open Badge Passport.',
    'Un employeur peut vérifier le badge lui-même, gratuitement et sans compte.',
  ],
  private:
    'Le lien « Ouvrir mon badge » est personnel : il permet de montrer ou de cacher votre nom. Ne le publiez pas ; partagez plutôt l’adresse affichée sur la page.',
  why: (group: string) =>
    `Vous recevez cette lettre parce que c’est votre adresse dans le groupe « ${group} » : vous l’avez donnée, ou la messagerie du groupe. Personne d’autre ne l’a reçue.`,
  /** The letter that says that a badge was taken back. */
  revocation: {
    subject: (badge: string) => `Votre badge « ${badge} » a été retiré`,
    taken: (badge: string, issuer: string) => `${issuer} a retiré votre badge « ${badge} ».`,
    groupTaken: (badge: string, issuer: string) =>
      `${issuer} a retiré le badge « ${badge} » de votre groupe.`,
    given: (day: string) => `Il avait été remis le ${day}.`,
    reason: 'La raison donnée',
    whatItMeans: 'Ce que cela change',
    means: [
      'Toute personne qui vérifie ce badge lira qu’il a été retiré, et pourquoi.',
      'Si vous l’avez mis dans un CV ou sur un profil, mieux vaut l’en enlever.',
      'Vos autres badges ne changent pas. Ce que vous savez faire non plus.',
      'Le badge peut vous être proposé à nouveau, et le groupe votera.',
    ],
    groupMeans: [
      'Toute personne qui vérifie ce badge lira qu’il a été retiré, et pourquoi.',
      'Si vous l’avez mis dans un CV ou sur un profil, mieux vaut l’en enlever.',
      'Vos autres badges ne changent pas. Ce que vous savez faire non plus.',
      'Le badge peut être proposé à nouveau au groupe, qui votera.',
    ],
    whomToAsk: 'À qui en parler',
    ask: ({ group, issuer, email }: { group: string; issuer: string; email: string }) =>
      `Vous ne comprenez pas, ou vous n’êtes pas d’accord ? Parlez-en à la personne qui forme le groupe « ${group} », ou écrivez à ${issuer} : ${email}.`,
    open: 'Ouvrir la page du badge',
  },
  /** The letter that brings a code, to see that an address is its owner’s. */
  code: {
    subject: 'Votre code pour recevoir vos badges',
    hello: 'Bonjour,',
    here: 'Voici le code qui confirme que cette adresse est la vôtre :',
    how: 'Écrivez-le là où on vous l’a demandé, ou tapez /badge courriel suivi du code. Il vaut quinze minutes et ne sert qu’une fois. Vos badges arriveront ensuite à cette adresse.',
    notYou:
      'Vous n’avez rien demandé ? Ne faites rien, et ne donnez ce code à personne : sans lui, votre adresse ne sera pas utilisée.',
    why: (host: string) =>
      `Vous recevez cette lettre parce que quelqu’un a donné cette adresse à Cordée (${host}).`,
  },
}
