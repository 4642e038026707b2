# expect: errored
# red: all
# says: ModuleNotFoundError: No module named 'nowhere'
import nowhere
