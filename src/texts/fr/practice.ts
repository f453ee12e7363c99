/** What is there at the first start. */
export const practice = {
  organisation: 'Organisme d’entraînement',
  description:
    'Organisme fictif créé au premier démarrage, pour essayer Cordée. Ses badges sont des badges d’entraînement.',
  group: 'Groupe d’entraînement',
}
