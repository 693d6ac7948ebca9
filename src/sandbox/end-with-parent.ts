/**
 * Loaded into a child by `node --import`: asks the process to end as a signal would when the launcher is gone, however
 * it went. The program itself knows nothing of a launcher.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// The channel alone is no reason to stay alive.
process.channel?.unref();
