// Goes on once every application has been told, or has had its time.
const LONGEST = 3000;
const { target } = document.querySelector('main').dataset;
const frames = [...document.querySelectorAll('iframe')];

const told = (frame) =>
  new Promise((resolve) => {
    for (const event of ['load', 'error']) frame.addEventListener(event, resolve, { once: true });
    frame.src = frame.dataset.address;
  });
const late = new Promise((resolve) => {
  setTimeout(resolve, LONGEST);
});

await Promise.race([Promise.all(frames.map(told)), late]);
if (target) location.replace(target);
