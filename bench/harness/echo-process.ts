/** Sends back every message. Ends when its parent is gone. */
process.on('message', (message) => process.send?.(message));
