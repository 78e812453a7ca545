// Loads the page again while no wall stands, once the server answers: a wall is never brought back by hand.
setInterval(async () => {
  if (document.documentElement.dataset.wall) return;
  try {
    await fetch("/healthz", { signal: AbortSignal.timeout(2000) });
    location.reload();
  } catch {
    // Not yet: the next turn asks again.
  }
}, 6000);
