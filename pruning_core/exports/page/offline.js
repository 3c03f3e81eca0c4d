// Starts the editor without Streamlit: what has settled is kept in the address, so that a reload keeps it.
{
  const initial = JSON.parse(document.getElementById("initial-state").textContent);
  let state = readState();
  let place = makePlace();

  function readState() {
    try {
      const read = JSON.parse(decodeURIComponent(location.hash.slice(1)));
      return Object.prototype.toString.call(read) === "[object Object]" ? read : {};
    } catch {
      return {}; // there is none, or it was cut off
    }
  }

  function makePlace() {
    const element = document.createElement("div");
    document.querySelector("main").replaceChildren(element);
    return element;
  }

  function show() {
    scheduleEditor({
      data: { ...initial, settled: state.settled }, // the editor takes of it what a training could follow
      parentElement: place,
      setStateValue(name, value) {
        state = { ...state, [name]: value };
        history.replaceState(null, "", `#${encodeURIComponent(JSON.stringify(state))}`);
      },
      setTriggerValue() {},
    });
  }

  try {
    show();
  } catch {
    // the address holds what this editor cannot show
    state = {};
    place.scheduleEditor?.close();
    place = makePlace();
    show();
  }
  addEventListener("hashchange", () => location.reload());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
}
