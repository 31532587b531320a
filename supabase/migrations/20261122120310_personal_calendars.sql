-- A personal calendar is read under the rights of its owner, as their agenda is: in the days that it holds, along the
-- same indexes. This function said those rights a second time, and read all that a person may read, whatever the days.
drop function private.subscribed_events(text);
