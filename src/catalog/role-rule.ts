/** Why a log is not added to, in words, when it takes this group of roles. */
export const roleRule = (layer: string, wanted: string): string =>
  `adding to it in ${layer} takes the role ${wanted}`;
