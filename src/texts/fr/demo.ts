/** What `npm run demo` tells, step by step. */
export const demo = {
  title: 'Cordée, de la proposition au badge vérifié',
  group: 'Le groupe',
  reason: 'Réalisé en atelier mardi, tout le monde était là pour voir.',
  started: (url: string) => `Un service tout neuf démarre : ${url}`,
  joined: (trainer: string, learners: readonly string[]) =>
    `${trainer} ouvre le salon ; ${learners.join(', ')} le rejoignent par le lien.`,
  proposedForGroup: (trainer: string, badge: string) =>
    `${trainer} tape /badge proposer et propose « ${badge} » à tout le groupe.`,
  proposedFor: (trainer: string, badge: string, person: string) =>
    `${trainer} propose « ${badge} » à ${person}.`,
  voted: (person: string, said: string) => `  ${person} vote. ${said}`,
  refused: (person: string, said: string) => `  ${person} essaie de voter. ${said}`,
  verdict: (badge: string, verdict: string) => `Résultat pour « ${badge} » : ${verdict}.`,
  delivered: (person: string, said: string) => `  ${person} reçoit un message privé. ${said}`,
  letters: (count: number) => `${count} lettres sont parties, avec l’image du badge.`,
  checked: (recipient: string, valid: boolean) =>
    `  ${recipient} : l’image téléchargée est ${valid ? 'vérifiée' : 'REFUSÉE'}.`,
  done: (folder: string, seconds: string) =>
    `Terminé en ${seconds} s. Tout est dans ${folder} : result.json, images, documents et lettres.`,
  failed: 'Quelque chose ne va pas : voyez result.json.',
}
