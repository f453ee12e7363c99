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
    `Vous recevez cette lettre parce que vous avez donné cette adresse en rejoignant le groupe « ${group} ». Personne d’autre ne l’a reçue.`,
}
