-- To whom one answers: a message sent through the form of an organisation is answered to its author,
-- whom the network only carries.
alter table private.mails add column reply_to text check (reply_to ~ '^[^\s@<>]+@[^\s@<>]+$' and char_length(reply_to) <= 200);
