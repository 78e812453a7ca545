// A link with the code behind # fills it in: what stands there is sent to no server, and is gone from the address.
const code = location.hash.slice(1);
if (/^[0-9A-Za-z-]{8,9}$/.test(code)) {
  document.getElementById("code").value = code.toUpperCase();
  history.replaceState(null, "", location.pathname + location.search);
}
