// The README as the extension's page shows it. That page has no folder and takes pictures from other hosts only: pictures of the checkout are left
// out, links to files become their names, and what is about working on Signoff stays with the checkout.
const aboutTheCheckout = ['Try it', 'Install', 'More'];

/** @param {string} text the README of the checkout */
export function packagedReadme(text) {
  const sections = text.split(/^(?=## )/m).filter((section) => !aboutTheCheckout.some((title) => section.startsWith(`## ${title}\n`)));
  const relative = (target) => !/^(\w+:|#)/.test(target);
  return `${sections.join('').trimEnd()}\n\nThe files called \`docs/…\` are in the folder of the installed extension.\n`
    .replace(/^!\[[^\]]*\]\(([^)]+)\)\n\n/gm, (all, target) => (relative(target) ? '' : all))
    .replace(/(?<!!)\[([^\]]*)\]\(([^)]+)\)/g, (all, title, target) => (relative(target) ? title : all));
}
