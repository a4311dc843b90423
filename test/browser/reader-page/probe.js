/** Shows that the policy of these pages is in force. */
try {
  document.title = `made: ${new Function("return 7")()}`;
} catch (error) {
  document.title = `refused: ${error.name}`;
}
