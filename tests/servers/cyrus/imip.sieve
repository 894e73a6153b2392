# Cyrus takes what a mail says to calendars as its reader's calendar would. What it did is the
# reason why the mail itself is refused: nobody would read it.
require ["ereject", "variables", "vnd.cyrus.imip"];
processimip :outcome "outcome" :errstr "error";
ereject "${outcome} ${error}";
