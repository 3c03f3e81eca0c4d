// What can be undone and redone: settled states, as they were.

const MOST_STATES = 100;

export function makeHistory(state) {
  let states = [state];
  let place = 0;
  return {
    settle(next) {
      if (JSON.stringify(next) === JSON.stringify(states[place])) return false;
      states = [...states.slice(0, place + 1), next].slice(-MOST_STATES);
      place = states.length - 1;
      return true;
    },
    undo: () => (place > 0 ? states[(place -= 1)] : null),
    redo: () => (place + 1 < states.length ? states[(place += 1)] : null),
    get canUndo() {
      return place > 0;
    },
    get canRedo() {
      return place + 1 < states.length;
    },
  };
}
