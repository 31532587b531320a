-- Whom and what a document names, written with its readable form: its text holds ids only, so that no title is
-- read there by who may not see the thing itself.
create table public.document_mentions (
	document_id uuid not null references public.documents (id) on delete cascade,
	object_kind text not null check (object_kind in ('person', 'organisation', 'resource', 'thread', 'event')),
	object_id uuid not null,
	since timestamptz not null default now(),
	primary key (document_id, object_kind, object_id)
);
create index document_mentions_object_key on public.document_mentions (object_kind, object_id);

alter table public.document_mentions enable row level security;
grant select on public.document_mentions to anon, authenticated;
grant select, insert, update, delete on public.document_mentions to service_role;
create policy "whoever reads a document reads what it names" on public.document_mentions
	for select to anon, authenticated using (document_id in (select id from public.documents));

comment on table public.document_mentions is 'Whom and what each document names: written with its readable form, read by what tells people that they are named.';
