// Prints each user of the second tutorial's database as a line of JSON.
import { DatabaseSync } from "node:sqlite";

try {
  const database = new DatabaseSync(process.argv[1], { readOnly: true });
  const rows = database.prepare(
    "SELECT id, username, password, otp_secret, is_otp_verified FROM users ORDER BY id",
  );
  for (const row of rows.iterate()) {
    const { id, username, password, otp_secret, is_otp_verified } = row;
    const totp_secret = is_otp_verified ? otp_secret : null;
    console.log(JSON.stringify({ id, username, password, totp_secret }));
  }
} catch (error) {
  // Never what stands in a row.
  console.error(error.message);
  process.exit(1);
}
