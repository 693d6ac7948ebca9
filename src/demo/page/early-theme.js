// @ts-check
/* Before the first paint, and therefore no module: the theme that was chosen here, where one was. */
{
  const chosen = localStorage.getItem('behalf-demo-theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset['theme'] = chosen;
}
