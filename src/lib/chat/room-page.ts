/**
 * The only script of a room, a file of its own: the page around it is not hydrated. Svelte takes over the room
 * as the server wrote it, with what the page hands over in `data-room`.
 */
import { hydrate, type ComponentProps } from 'svelte';
import Room from './Room.svelte';

const place = document.querySelector<HTMLElement>('[data-room]');
if (place)
	hydrate(Room, { target: place, props: JSON.parse(place.dataset['room'] ?? '') as ComponentProps<typeof Room> });
