/** Where a meeting is joined, for those who meet online; nobody answers there. */
export function onlineMeetingOf(iCalUId: string, online: boolean): { readonly joinUrl: string } | null {
  return online ? { joinUrl: `https://teams.microsoft.com/l/meetup-join/${encodeURIComponent(iCalUId)}/0` } : null;
}
