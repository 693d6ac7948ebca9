import { parentPort } from 'node:worker_threads';
import type { ConversionResult, ConversionTask } from './conversion.js';
import { pageMarkdown } from './page-markdown.js';

/** The thread's side: one page after the other. */
parentPort?.on('message', (task: ConversionTask) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(converted(task));
});

function converted({ html, links }: ConversionTask): ConversionResult {
  try {
    return pageMarkdown(html, links);
  } catch {
    // Nested too deep. What it was about is the page's business and goes into no message.
    return undefined;
  }
}
